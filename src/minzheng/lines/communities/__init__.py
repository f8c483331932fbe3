"""Community governance 基层治理."""
