
# Ids of procedures and runs, asked of the program itself where a command takes one.
(( $+functions[_signoff_ids] )) ||
_signoff_ids() {
    local -a line_so_far globals ids
    local -i i
    local kind
    line_so_far=("${(@Q)${(z)LBUFFER}}")
    for ((i = 2; i <= $#line_so_far; i++)); do
        case $line_so_far[i] in
            (--site|--store|--mode) globals+=("$line_so_far[i]" "$line_so_far[i+1]") ;;
            (--site=*|--store=*|--mode=*) globals+=("$line_so_far[i]") ;;
        esac
    done
    for kind; do
        ids+=(${(f)"$("$line_so_far[1]" $globals ids $kind 2>/dev/null)"})
    done
    compadd -V ids -a ids
    [[ $1 != procedures ]] || _files -g '*.y(a|)ml(-.)'
}
