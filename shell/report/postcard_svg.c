/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A postcard as SVG, and as an HTML page around it: boxes from cause to symptom, each with its statement, joined by arrows. Monospaced fonts that any system has a
 * stand-in for, each text pinned to its columns by textLength (as in svg.c), so nothing runs out of its box whatever font is there. No script, no outside file.
 * Boxes are told apart by word and number, not by colour alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/report/picture.h"
#include "shell/report/postcard.h"

enum {
	WIDTH = 800, MARGIN = 28, PADDING = 18, BOX_WIDTH = WIDTH - 2 * MARGIN, COLUMN = 8, LINE = 21, COLUMNS = (BOX_WIDTH - 2 * PADDING) / COLUMN,
	LABEL_ROW = 30, CODE_ROW = 34, BOX_FOOT = 12, GAP = 38, HEADER = 92, FOOTER = 44
};

struct kind {
	const char *label, *edge, *fill;
};

static const struct kind cause = { "CAUSE", "#b45309", "#fff7ed" }, between = { "ACTED ON", "#1d4ed8", "#eff6ff" }, symptom = { "SYMPTOM", "#9f1239", "#fff1f2" };

static void put_text(struct text *out, int x, int y, const char *style, const char *text, size_t n)
{
	char *copy = copy_bytes(text, n);

	if (!copy)
		out->failed = true;
	if (!copy || !n) {
		free(copy);
		return;
	}
	text_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" %s>", x, y, text_columns(text, n) * COLUMN, style);
	picture_escape(out, copy);
	text_puts(out, "</text>\n");
	free(copy);
}

/* A text in as many lines as it takes, or at most so many: the last one then ends in "...". out NULL: only counts. */
static int put_lines(struct text *out, int x, int y, const char *style, const char *text, int columns)
{
	const char *rest = text;
	int lines = 0;

	for (; *rest; lines++) {
		const char *from = rest;
		size_t n = postcard_break(from, columns, &rest);

		if (out)
			put_text(out, x, y + lines * LINE, style, from, n);
	}
	return lines;
}

static int code_lines(const struct postcard_step *step)
{
	return *step->statement ? put_lines(NULL, 0, 0, "", step->statement, COLUMNS - 2) : 0;
}

static int box_height(const struct postcard_step *step)
{
	int code = code_lines(step);

	return LABEL_ROW + (code ? CODE_ROW + (code - 1) * LINE : 0) + put_lines(NULL, 0, 0, "", step->text, COLUMNS) * LINE + BOX_FOOT;
}

static void put_code(struct text *out, int y, const struct postcard_step *step, const struct kind *k)
{
	int lines = code_lines(step);

	text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#ffffff\" stroke=\"%s\" stroke-opacity=\"0.35\"/>\n", MARGIN + PADDING - 6, y,
		    BOX_WIDTH - 2 * PADDING + 12, lines * LINE + 6, k->edge);
	put_lines(out, MARGIN + PADDING, y + 18, "font-weight=\"bold\" fill=\"#111827\"", step->statement, COLUMNS - 2);
}

static int put_box(struct text *out, int y, const struct postcard_step *step, const struct kind *k)
{
	int height = box_height(step), at = y + LABEL_ROW, code = code_lines(step);
	size_t label = strlen(k->label), place = strlen(step->place);
	char style[64];

	text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/>\n", MARGIN, y, BOX_WIDTH, height,
		    k->fill, k->edge);
	snprintf(style, sizeof(style), "font-weight=\"bold\" fill=\"%s\"", k->edge);
	put_text(out, MARGIN + PADDING, y + 21, style, k->label, label);
	put_text(out, MARGIN + PADDING + (int)(label + 2) * COLUMN, y + 21, "fill=\"#4b5563\"", step->place,
		 place + label + 2 > COLUMNS ? postcard_break(step->place, COLUMNS - (int)label - 2, &(const char *){ NULL }) : place);
	if (code) {
		put_code(out, at, step, k);
		at += CODE_ROW + (code - 1) * LINE;
	}
	put_lines(out, MARGIN + PADDING, at + 15, "fill=\"#111827\"", step->text, COLUMNS);
	return y + height;
}

static int put_arrow(struct text *out, int y, const char *words)
{
	int x = WIDTH / 2;

	text_printf(out, "<path d=\"M%d %d V%d M%d %d L%d %d L%d %d\" fill=\"none\" stroke=\"#6b7280\" stroke-width=\"2.5\" stroke-linecap=\"round\"/>\n", x, y + 5,
		    y + GAP - 6, x - 7, y + GAP - 14, x, y + GAP - 6, x + 7, y + GAP - 14);
	put_text(out, x + 18, y + GAP / 2 + 5, "fill=\"#4b5563\"", words, strlen(words));
	return y + GAP;
}

static int card_height(const struct postcard *card)
{
	int height = HEADER + box_height(&card->cause) + GAP + box_height(&card->symptom) + FOOTER;

	for (unsigned int i = 0; i < card->betweens; i++)
		height += box_height(&card->between[i]) + GAP;
	return height;
}

static void put_header(const struct postcard *card, struct text *out)
{
	const char *title = *card->title ? card->title : "From cause to symptom", *rest;

	text_printf(out, "<rect x=\"%d\" y=\"24\" width=\"6\" height=\"48\" rx=\"3\" fill=\"%s\"/>\n", MARGIN, cause.edge);
	put_text(out, MARGIN + PADDING, 42, "font-weight=\"bold\" fill=\"#111827\"", title, postcard_break(title, COLUMNS, &rest));
	put_text(out, MARGIN + PADDING, 66, "fill=\"#4b5563\"", card->machine, postcard_break(card->machine, COLUMNS, &rest));
}

void postcard_svg(const struct postcard *card, struct text *out)
{
	static const char foot[] = "Drawn by hmsh from this run's own events: hmsh> why";
	int height = card_height(card), y = HEADER;

	text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n<title>", WIDTH, height, WIDTH, height);
	picture_escape(out, *card->title ? card->title : "From cause to symptom");
	text_puts(out, "</title>\n");
	text_printf(out, "<rect x=\"1\" y=\"1\" width=\"%d\" height=\"%d\" rx=\"14\" fill=\"#fdfcf8\" stroke=\"#d6d3d1\" stroke-width=\"2\"/>\n", WIDTH - 2, height - 2);
	text_puts(out, "<g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"13\" xml:space=\"preserve\">\n");
	put_header(card, out);
	y = put_box(out, y, &card->cause, &cause);
	for (unsigned int i = 0; i < card->betweens; i++)
		y = put_box(out, put_arrow(out, y, ""), &card->between[i], &between);
	y = put_box(out, put_arrow(out, y, card->distance), &card->symptom, &symptom);
	put_text(out, MARGIN + PADDING, y + 28, "fill=\"#6b7280\"", foot, strlen(foot));
	text_puts(out, "</g>\n</svg>\n");
}

void postcard_html(const struct postcard *card, struct text *out)
{
	text_puts(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
	picture_escape(out, *card->title ? card->title : "hmsh");
	text_puts(out, "</title><style>body{margin:24px;background:#e7e5e4}svg{max-width:100%;height:auto}</style></head>\n<body>\n");
	postcard_svg(card, out);
	text_puts(out, "</body></html>\n");
}
