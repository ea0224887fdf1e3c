"""The steps that bring a database of links to what this version needs; run whenever a register is opened."""
