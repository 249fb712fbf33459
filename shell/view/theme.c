/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The themes: one table, a row for each look, a column for each theme. The terminal's own background is kept, and no row uses dark blue on it. The
 * `safe` theme uses Okabe and Ito's colours, which people with each kind of colour blindness tell apart; `mono` uses attributes only and is what
 * NO_COLOR and terminals without colours get.
 */
#include "shell/view/theme.h"

#include <string.h>

enum tint {
	OWN, GREY, SILVER, PALE, WHITE, RED, AMBER, GREEN, CYAN, BLUE, VIOLET, D_GREY, D_RED, D_AMBER, D_GREEN, D_CYAN, D_BLUE, D_VIOLET, SLATE, BAR, BAR_LIGHT, BLACK,
	O_ORANGE, O_SKY, O_GREEN, O_YELLOW, O_VERMILION, O_PURPLE, TINT_NR
};

static const struct colour colours[TINT_NR] = {
	[GREY] = { 0x8a8a8a, 245, 8 }, [SILVER] = { 0xa8a8a8, 248, 7 }, [PALE] = { 0xd0d0d0, 252, 7 }, [WHITE] = { 0xffffff, 231, 15 }, [RED] = { 0xff5f5f, 203, 9 },
	[AMBER] = { 0xffaf5f, 215, 11 }, [GREEN] = { 0x87d787, 114, 10 }, [CYAN] = { 0x5fd7d7, 80, 14 }, [BLUE] = { 0x87afff, 111, 12 },
	[VIOLET] = { 0xd7afff, 183, 13 }, [D_GREY] = { 0x767676, 243, 8 }, [D_RED] = { 0xaf0000, 124, 1 }, [D_AMBER] = { 0x875f00, 94, 3 },
	[D_GREEN] = { 0x005f00, 22, 2 }, [D_CYAN] = { 0x005f87, 24, 6 }, [D_BLUE] = { 0x005faf, 25, 4 }, [D_VIOLET] = { 0x870087, 90, 5 },
	[BAR] = { 0x303030, 236, 0 }, [BAR_LIGHT] = { 0xeeeeee, 255, 7 }, [SLATE] = { 0x585858, 240, 8 }, [BLACK] = { 0x000000, 16, 0 }, [O_ORANGE] = { 0xe69f00, 178, 11 },
	[O_SKY] = { 0x56b4e9, 74, 14 }, [O_GREEN] = { 0x00af87, 36, 10 }, [O_YELLOW] = { 0xf0e442, 227, 11 }, [O_VERMILION] = { 0xff5f00, 202, 9 },
	[O_PURPLE] = { 0xd787af, 175, 13 }
};

struct shade { uint8_t fg, bg, attributes; };

enum { B = ATTR_BOLD, U = ATTR_UNDERLINE, R = ATTR_REVERSE, F = ATTR_FAINT };

static const struct shade shades[LOOK_NR][THEME_NR] = {
	/*                dark                     light                        mono          safe */
	[LOOK_TEXT] =     { { OWN, OWN, 0 },       { OWN, OWN, 0 },             { .attributes = 0 },     { OWN, OWN, 0 } },
	[LOOK_DIM] =      { { GREY, OWN, 0 },      { D_GREY, OWN, 0 },          { .attributes = 0 },     { GREY, OWN, 0 } },
	[LOOK_TITLE] =    { { PALE, OWN, B },      { OWN, OWN, B },             { .attributes = B },     { OWN, OWN, B } },
	[LOOK_FOCUS] =    { { CYAN, OWN, B | U },  { D_CYAN, OWN, B | U },      { .attributes = B | U }, { O_SKY, OWN, B | U } },
	[LOOK_RULE] =     { { GREY, OWN, 0 },      { D_GREY, OWN, 0 },          { .attributes = 0 },     { GREY, OWN, 0 } },
	[LOOK_BAR] =      { { PALE, BAR, 0 },      { BLACK, BAR_LIGHT, 0 },     { .attributes = R },     { WHITE, BAR, 0 } },
	[LOOK_BAR_ALERT] = { { BLACK, RED, B },    { WHITE, D_RED, B },         { .attributes = R | B }, { BLACK, O_VERMILION, B } },
	[LOOK_BAR_NEW] =  { { GREEN, BAR, 0 },     { D_GREEN, BAR_LIGHT, 0 },   { .attributes = R | B }, { O_GREEN, BAR, 0 } },
	[LOOK_BAR_GONE] = { { PALE, BAR, 0 },      { BLACK, BAR_LIGHT, 0 },     { .attributes = R | B }, { O_PURPLE, BAR, 0 } },
	[LOOK_BAR_CHANGED] = { { AMBER, BAR, 0 },  { D_AMBER, BAR_LIGHT, 0 },   { .attributes = R | B }, { O_YELLOW, BAR, 0 } },
	[LOOK_BAR_DIM] =  { { SILVER, BAR, 0 },    { SLATE, BAR_LIGHT, 0 },    { .attributes = R },     { PALE, BAR, 0 } },
	[LOOK_KEY] =      { { CYAN, OWN, 0 },      { D_CYAN, OWN, B },          { .attributes = B },     { O_SKY, OWN, B } },
	[LOOK_LABEL] =    { { OWN, OWN, 0 },       { OWN, OWN, 0 },             { .attributes = 0 },     { OWN, OWN, 0 } },
	[LOOK_ADDRESS] =  { { BLUE, OWN, 0 },      { D_BLUE, OWN, 0 },          { .attributes = 0 },     { O_SKY, OWN, 0 } },
	[LOOK_PAGE] =     { { VIOLET, OWN, 0 },    { D_VIOLET, OWN, 0 },        { .attributes = 0 },     { O_PURPLE, OWN, 0 } },
	[LOOK_NAME] =     { { CYAN, OWN, 0 },      { D_CYAN, OWN, 0 },          { .attributes = 0 },     { O_YELLOW, OWN, 0 } },
	[LOOK_FREE] =     { { GREY, OWN, 0 },      { D_GREY, OWN, 0 },          { .attributes = 0 },     { GREY, OWN, 0 } },
	[LOOK_USED] =     { { WHITE, OWN, 0 },     { BLACK, OWN, 0 },           { .attributes = B },     { WHITE, OWN, 0 } },
	[LOOK_RELEASED] = { { AMBER, OWN, 0 },     { D_AMBER, OWN, 0 },         { .attributes = 0 },     { O_ORANGE, OWN, 0 } },
	[LOOK_LEAKED] =   { { RED, OWN, B },       { D_RED, OWN, B },           { .attributes = R },     { O_VERMILION, OWN, B } },
	[LOOK_STALE] =    { { AMBER, OWN, B },     { D_AMBER, OWN, B },         { .attributes = B | U }, { O_ORANGE, OWN, B } },
	[LOOK_GHOST] =    { { AMBER, OWN, U },     { D_AMBER, OWN, U },         { .attributes = U },     { O_ORANGE, OWN, U } },
	[LOOK_NEW] =      { { GREEN, OWN, 0 },     { D_GREEN, OWN, 0 },         { .attributes = B },     { O_GREEN, OWN, 0 } },
	[LOOK_GONE] =     { { GREY, OWN, 0 },      { D_GREY, OWN, 0 },          { .attributes = 0 },     { O_PURPLE, OWN, 0 } },
	[LOOK_CHANGED] =  { { AMBER, OWN, 0 },     { D_AMBER, OWN, 0 },         { .attributes = B },     { O_YELLOW, OWN, 0 } },
	[LOOK_ALERT] =    { { RED, OWN, B },       { D_RED, OWN, B },           { .attributes = R | B }, { O_VERMILION, OWN, B } },
	[LOOK_PROMPT] =   { { GREEN, OWN, 0 },     { D_GREEN, OWN, 0 },         { .attributes = B },     { O_GREEN, OWN, 0 } },
	[LOOK_INPUT] =    { { OWN, OWN, B },       { OWN, OWN, B },             { .attributes = B },     { OWN, OWN, B } },
	[LOOK_ERROR] =    { { RED, OWN, B },       { D_RED, OWN, B },           { .attributes = B },     { O_VERMILION, OWN, B } },
	[LOOK_WARNING] =  { { VIOLET, OWN, B },    { D_VIOLET, OWN, B },        { .attributes = B },     { O_PURPLE, OWN, B } },
	[LOOK_BOLD] =     { { OWN, OWN, B },       { OWN, OWN, B },             { .attributes = B },     { OWN, OWN, B } },
	[LOOK_MATCH] =    { { OWN, OWN, R },       { OWN, OWN, R },             { .attributes = R },     { OWN, OWN, R } },
};

static const char *const look_names[LOOK_NR] = {
#define VIEW_X(id, name) [LOOK_##id] = name,
	LOOKS(VIEW_X)
#undef VIEW_X
};

static const struct { const char *name; uint32_t background, foreground; } themes[THEME_NR] = {
	[THEME_DARK] = { "dark", 0x1c1c1c, 0xe4e4e4 },
	[THEME_LIGHT] = { "light", 0xffffff, 0x1c1c1c },
	[THEME_MONO] = { "mono", 0xffffff, 0x000000 },
	[THEME_SAFE] = { "safe", 0x1c1c1c, 0xeeeeee }
};

const char *look_name(enum look look)
{
	return look_names[look];
}

struct paint theme_paint(enum theme theme, enum look look)
{
	const struct shade *s = &shades[look][theme];

	return (struct paint){ s->fg == OWN ? NULL : &colours[s->fg], s->bg == OWN ? NULL : &colours[s->bg], s->attributes };
}

uint32_t theme_background(enum theme theme)
{
	return themes[theme].background;
}

uint32_t theme_foreground(enum theme theme)
{
	return themes[theme].foreground;
}

const char *theme_name(enum theme theme)
{
	return themes[theme].name;
}

bool theme_find(const char *name, enum theme *theme)
{
	for (int i = 0; i < THEME_NR; i++)
		if (!strcmp(themes[i].name, name)) {
			*theme = (enum theme)i;
			return true;
		}
	return false;
}
