
# Ids of procedures and runs, asked of the program itself where a command takes one.
function __fish_signoff_ids
    set -l words (commandline -opc)
    set -l globals
    for i in (seq 2 (count $words))
        switch $words[$i]
            case --site --store --mode
                set -a globals $words[$i] $words[(math $i + 1)]
            case '--site=*' '--store=*' '--mode=*'
                set -a globals $words[$i]
        end
    end
    for kind in $argv
        command $words[1] $globals ids $kind 2>/dev/null
    end
end

complete -c signoff -n "__fish_signoff_using_subcommand run resume" -k -a "(__fish_signoff_ids procedures open-runs)"
complete -c signoff -n "__fish_signoff_using_subcommand show" -k -a "(__fish_signoff_ids procedures)"
complete -c signoff -n "__fish_signoff_using_subcommand log verify export sign purge" -f -k -a "(__fish_signoff_ids runs)"
complete -c signoff -n "__fish_signoff_using_subcommand abandon" -f -k -a "(__fish_signoff_ids open-runs)"
complete -c signoff -n "__fish_signoff_using_subcommand log export" -l procedure -x -k -a "(__fish_signoff_ids procedures)"
complete -c signoff -n "__fish_signoff_using_subcommand test" -l explore -x -k -a "(__fish_signoff_ids procedures)"
complete -c signoff -n "__fish_signoff_using_subcommand test" -l from -x -k -a "(__fish_signoff_ids rehearsals)"
