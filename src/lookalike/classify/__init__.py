"""What a picture is: from similarities and vectors to labels with probabilities."""
