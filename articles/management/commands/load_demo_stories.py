"""manage.py load_demo_stories: the demonstration stories, and some work lying on the desk."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

import articles
from articles import publishing
from articles.importing import markdown_folder
from articles.models import Article, Author, Category, Topic

DEMO = Path(articles.__file__).parent / "demo"


class Command(BaseCommand):
    help = "Imports the demonstration stories. Running it again adds nothing twice."

    def handle(self, **options) -> None:
        self.stdout.write("• Demonstration stories")
        call_command("import_articles", DEMO, verbosity=options["verbosity"], stdout=self.stdout)
        people = {user.username: user for user in get_user_model().objects.filter(is_staff=True)}
        writer, editor = people.get("Writer"), people.get("Editor")
        if not writer or not editor:
            self.stdout.write(
                "  no demonstration accounts, so nothing is put on the desk: run load_demo_accounts first"
            )
            return
        if not Author.objects.filter(user=writer).exists():
            Author.objects.filter(name="Ada Obi").update(user=writer)
        for path in markdown_folder.files(DEMO / "_desk"):
            self._put_on_desk(path, writer, editor)

    def _put_on_desk(self, path: Path, writer, editor) -> None:
        """A draft, a story in review and a scheduled one, each as its people would have brought it there."""
        item = markdown_folder.read(path, DEMO)
        if Article.objects.filter(slug=item.slug).exists():
            return
        story = Article(headline=item.headline, slug=item.slug, summary=item.summary, body=item.body)
        story.category = Category.objects.get(name=item.section)
        authors = [Author.objects.get(name=name) for name in item.authors]
        topics = Topic.objects.filter(name__in=item.topics)
        publishing.save(story, by=writer, authors=authors, topics=topics)
        if item.slug != "the-market-that-starts-at-midnight":
            publishing.submit(story, by=writer, note="Ready for a second pair of eyes.")
        if item.slug == "harbour-lights-switch-on":
            dusk = (timezone.localtime() + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
            publishing.schedule(story, by=editor, at=dusk)
