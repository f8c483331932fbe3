"""Page pieces and registers; knows no domain word."""
