/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three C functions that do nothing, as a module for Lua: what any scripting language must pay for three calls into C. bench/run.py
 * compares kmap_atomic(), a store and kunmap_atomic() in a script's loop with it.
 */
#include <lua5.4/lauxlib.h>

int luaopen_three(lua_State *L);

static int first(lua_State *L)
{
	lua_pushinteger(L, luaL_checkinteger(L, 1));
	return 1;
}

static int second(lua_State *L)
{
	luaL_checkinteger(L, 1);
	luaL_checkinteger(L, 2);
	return 0;
}

static int third(lua_State *L)
{
	luaL_checkinteger(L, 1);
	return 0;
}

int luaopen_three(lua_State *L)
{
	static const luaL_Reg functions[] = { { "first", first }, { "second", second }, { "third", third }, { NULL, NULL } };

	luaL_newlib(L, functions);
	return 1;
}
