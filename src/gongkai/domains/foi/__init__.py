"""Requests for information (依申请公开): intake, handling, answers, appeals."""
