"""The hammer: 64 connections ask without pause while stories and comments change, and every answer is judged.

`stage` sets up a site of its own, `desk` changes it in a process of its own and says what every page must show from
then on (`oracle` makes those pages without the cache), `visitors` ask and note what they saw, `judge` compares.
"""
