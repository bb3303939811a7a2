"""Patients, their families and their insurance."""
