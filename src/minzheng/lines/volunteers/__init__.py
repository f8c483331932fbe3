"""Volunteering 志愿服务."""
