from __future__ import annotations

import subprocess
import sys

SLOW = """
import io, sys, threading, time

class Slow(io.StringIO):
    begun = threading.Event()

    def write(self, told):
        if "Relink" in told:  # OpenCV's folder is among those of sys.path by now
            self.begun.set()
            time.sleep(1)
        return len(told)

if __name__ == "__main__":
    from lookalike.app.server.reencoding import warm_up
    from lookalike.app.server.spawning import spawning

    sys.OpenCV_LOADER_DEBUG, sys.stdout = True, Slow()
    threading.Thread(target=__import__, args=("cv2",)).start()
    assert Slow.begun.wait(60)
    process = spawning().Process(target=warm_up)
    process.start()
    process.join()
    sys.exit(process.exitcode)
"""


def test_a_process_is_started_while_opencv_is_imported_elsewhere(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    command = [sys.executable, tmp_path / "slow.py"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
