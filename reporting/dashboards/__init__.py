"""What leaders see of the figures: trends, comparison with a year ago, who holds the time, signals, forecast."""
