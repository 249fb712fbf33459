# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for hmsh; the words come from hmsh itself.
_hmsh()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()
	case $prev in
	--era) COMPREPLY=($(compgen -W "$("$1" -b -c era 2>/dev/null | sed -n 's/^[* ] \([^ ]\{1,\}\) .*/\1/p')" -- "$cur")); return ;;
	--machine)
		compopt -o nospace
		COMPREPLY=($(compgen -S = -W "$("$1" -b -c machine 2>/dev/null | sed -n 's/^  \([a-z_]\{1,\}\) .*/\1/p')" -- "$cur"))
		return ;;
	--lint) COMPREPLY=($(compgen -W 'error warn off' -- "$cur")); return ;;
	--format) COMPREPLY=($(compgen -W 'text json gradescope junit' -- "$cur")); return ;;
	--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
	-c | --part | --steps | --pace | --lesson | --paper) return ;;
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "-c -b -q -n -h $("$1" --help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\).*/\1/p')" -- "$cur"))
	else
		compopt -o default
	fi
}
complete -F _hmsh hmsh
