"""What plugs into the core, or stands on top of it: parts that an application may replace."""
