"""What donors and the public see: protected totals, frozen once published."""
