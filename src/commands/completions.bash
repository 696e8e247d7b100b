
# Ids of procedures and runs, asked of the program itself where a command takes one.
_signoff_with_ids() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" kinds="" i
    local -a globals=()
    _signoff "$@"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            --site | --store | --mode) globals+=("${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}") ;;
            run | resume | show | log | verify | abandon | test | export | sign | purge) command="${command:-${COMP_WORDS[i]}}" ;;
        esac
    done
    case "$before" in
        --procedure | --explore) kinds="procedures" ;;
        --from) kinds="rehearsals" ;;
        --training | --plain | --ascii | --open | --chain | [!-]*)
            case "$command" in
                run | resume) kinds="procedures open-runs" ;;
                show) kinds="procedures" ;;
                log | verify | export | sign | purge) kinds="runs" ;;
                abandon) kinds="open-runs" ;;
            esac ;;
    esac
    [[ -z $kinds || $word == -* ]] && return
    COMPREPLY=()
    for i in $kinds; do
        COMPREPLY+=($(compgen -W "$("${COMP_WORDS[0]}" "${globals[@]}" ids "$i" 2>/dev/null)" -- "$word"))
    done
}

complete -F _signoff_with_ids -o nosort -o bashdefault -o default signoff
