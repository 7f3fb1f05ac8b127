// htmx from npm, as one file of ours, so that the content security policy can stay at 'self'.
import 'htmx.org';
