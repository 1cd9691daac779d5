"""An approved line becomes money in a vendor's hands."""
