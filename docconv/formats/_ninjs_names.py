"""The names of ninjs: versions, generations, roles, and what is carried through as it is."""

from __future__ import annotations

from typing import Literal, get_args

Version = Literal["3.1", "2.2", "1.6"]
#: The versions that are written, the newest first.
VERSIONS: tuple[Version, ...] = get_args(Version)

#: Where IPTC publishes the schema of a version.
SCHEMA_ADDRESS = "http://www.iptc.org/std/ninjs/ninjs-schema_{}.json"

#: The role of an author in IPTC's NewsCodes.
AUTHOR_ROLE = "http://cv.iptc.org/newscodes/contentprodpartyrole/author"

#: Properties that no field of the article has, by their names in version 3.1: read, they become extensions `ninjs:NAME`
#: as they are; written, such extensions become properties again where the version admits their value.
KEPT = frozenset(
    """profile urgency edNote title people organisations places events objects genres trustIndicators rightsInfo
    digitalSourceType eventDetails plannedCoverage mimetype person organisation place event object genre trustindicator""".split()
)

#: Every property of an item in version 3.1, by its name in lower case.
PROPERTIES = {
    name.lower(): name
    for name in """uri type representationType profile version firstCreated versionCreated contentCreated embargoedUntil pubStatus
    urgency copyrightHolder copyrightNotice usageTerms edNote language descriptions bodies headlines people organisations places
    subjects events eventDetails plannedCoverage objects infoSources title by slugline located renditions associations altIds
    trustIndicators standard genres expires rightsInfo digitalSourceType""".split()
}
