"""What the long commands do, with progress: measuring, fine-tuning, the demo."""
