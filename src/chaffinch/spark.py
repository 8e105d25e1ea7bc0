"""The public name of the functions that clean a DataFrame of Spark, see `chaffinch.integrations.spark_frame`."""

from chaffinch.integrations.spark_frame import clean, clean_paths

__all__ = ["clean", "clean_paths"]
