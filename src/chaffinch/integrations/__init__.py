"""One small module for each foreign pipeline."""
