# SPDX-License-Identifier: GPL-3.0-or-later
#
# From `hmsh -c "help manual"` to the man page's section LANGUAGE. A topic's first line, "name: title" between blank lines, becomes a heading; lines
# that begin with blanks stay as they are; the rest is paragraphs. Nothing is added or left out.

function plain(s) {
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	return s ~ /^[.']/ ? "\\&" s : s
}

function emit(line, last, next_line) {
	if (last == "" && next_line == "" && line ~ /^[a-z_]+: /) {
		sub(/^[a-z_]+: /, "", line)
		print ".SS " plain(line)
		fresh = 1
	} else if (line == "") {
		if (!fresh)
			blank = 1
	} else {
		literal = line ~ /^  /
		if (literal != inside)
			print literal ? ".nf" : ".fi"
		inside = literal
		if (blank)
			print ".PP"
		blank = fresh = 0
		print plain(line)
	}
}

{ line[NR] = $0 }

END {
	for (i = 1; i <= NR; i++)
		emit(line[i], line[i - 1], line[i + 1])
	if (inside)
		print ".fi"
}
