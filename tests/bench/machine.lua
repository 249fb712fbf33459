-- SPDX-License-Identifier: GPL-3.0-or-later
-- A two-level page table with a small set-associative TLB, as plain as Lua allows: what a person would write to teach paging without a
-- compiler. bench/run.py compares `x = *p` of hmsh with it. The loop reads one word over and over (arg 1: how many times).

local frames, tlb, hits, misses = {}, {}, 0, 0
local SETS, WAYS = 16, 4

local function frame(pfn)
	local f = frames[pfn]
	if not f then
		f = {}
		frames[pfn] = f
	end
	return f
end

local function map(directory, address, pfn)
	local index = address >> 22
	local entry = frame(directory)[index]
	if not entry then
		entry = ((directory + 1 + index) << 12) | 0x63
		frame(directory)[index] = entry
	end
	frame(entry >> 12)[(address >> 12) & 1023] = (pfn << 12) | 0x63
end

local function walk(directory, page)
	local entry = frame(directory)[page >> 10]
	if not entry or entry & 1 == 0 then error("page fault") end
	local pte = frame(entry >> 12)[page & 1023]
	if not pte or pte & 1 == 0 then error("page fault") end
	return pte >> 12
end

local clock = 0
local function translate(directory, address)
	local page = address >> 12
	local set = tlb[page & (SETS - 1)]
	if not set then
		set = {}
		tlb[page & (SETS - 1)] = set
	end
	clock = clock + 1
	for way = 1, WAYS do
		local entry = set[way]
		if entry and entry.page == page then
			hits = hits + 1
			entry.used = clock
			return entry.pfn
		end
	end
	misses = misses + 1
	local oldest = 1
	for way = 1, WAYS do
		if not set[way] then oldest = way break end
		if set[way].used < set[oldest].used then oldest = way end
	end
	local pfn = walk(directory, page)
	set[oldest] = { page = page, pfn = pfn, used = clock }
	return pfn
end

local function load(directory, address)
	return frame(translate(directory, address))[(address & 4095) >> 2] or 0
end

local DIRECTORY, ADDRESS = 0x1000, 0xfffed000
map(DIRECTORY, ADDRESS, 0x38000)
frame(0x38000)[0] = 7
local x = 0
for _ = 1, tonumber(arg[1]) do
	x = load(DIRECTORY, ADDRESS)
end
if x ~= 7 then error("wrong value") end
