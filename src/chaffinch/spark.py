"""The public name of the functions on a DataFrame of Spark; they are in `chaffinch.integrations`."""

from chaffinch.integrations.spark_frame import clean, clean_paths
from chaffinch.integrations.spark_rows import strip

__all__ = ["clean", "clean_paths", "strip"]
