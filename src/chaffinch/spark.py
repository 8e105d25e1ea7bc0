"""Clean a DataFrame of Spark, under its public name: see `chaffinch.integrations.spark_frame`."""

from chaffinch.integrations.spark_frame import clean, clean_paths

__all__ = ["clean", "clean_paths"]
