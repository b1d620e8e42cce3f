"""What may people who write plug-ins test with? Published doubles and factories."""
