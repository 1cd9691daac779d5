"""What an advocate sends in: taken in, drawn anew in a child process, and kept sealed."""
