"""The names of schema.org that JSON-LD about news uses: types of articles, and the properties that fields stand in."""

from __future__ import annotations

#: The types that are an article (schema.org, Article and below; BlogPosting and its kin).
ARTICLE_TYPES = frozenset(
    """NewsArticle Article ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle AskPublicNewsArticle
    ReviewNewsArticle AdvertiserContentArticle SatiricalArticle Report ScholarlyArticle MedicalScholarlyArticle TechArticle
    APIReference BlogPosting LiveBlogPosting SocialMediaPosting DiscussionForumPosting""".split()
)

#: What says who generated the markup; by it a reader knows that texts stand as they are (schema.org, sdPublisher).
GENERATOR = {"@type": "Organization", "name": "docconv"}

#: What an extension `jsonld:NAME` may not be written as, since a field of the article stands there (in lower case).
TAKEN = frozenset(
    """context graph id type headline name articleSection description author creator creditText publisher dateline
    locationCreated dateCreated datePublished dateModified expires inLanguage image video audio articleBody keywords about
    citation copyrightHolder copyrightNotice usageInfo license url mainEntityOfPage version creativeWorkStatus identifier
    hasPart sdPublisher wordCount text title liveBlogUpdate provider sourceOrganization""".lower().split()
)

#: Statuses, as `creativeWorkStatus` says them.
STATUSES = {"usable": "usable", "published": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}


def plain_name(name: str) -> str:
    """A name of schema.org without prefix or address.

    >>> plain_name("schema:headline"), plain_name("https://schema.org/headline"), plain_name("headline")
    ('headline', 'headline', 'headline')
    """
    if ":" not in name:
        return name
    for prefix in ("https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:"):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name
