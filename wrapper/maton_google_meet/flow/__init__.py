"""What happens during a call, without I/O."""
