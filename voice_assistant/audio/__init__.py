"""Sound in and out: devices, files, resampling, the recording journal."""
