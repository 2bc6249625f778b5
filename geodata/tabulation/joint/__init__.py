"""The records behind the tables: what tables that count the same records have in common, as equations.

Tables are margins of one cube of records. What follows from that, and from relation being a function of origin and
recovery, is written down with as few unknown numbers of records as it takes; docs/disclosure-method.md has the proof.
"""
