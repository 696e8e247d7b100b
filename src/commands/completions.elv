
# Ids of procedures and runs, asked of the program itself where a command takes one.
var signoff-words~ = $edit:completion:arg-completer[signoff]
set edit:completion:arg-completer[signoff] = {|@words|
    signoff-words $@words
    var kinds = [
        &run=[procedures open-runs] &resume=[procedures open-runs] &show=[procedures] &abandon=[open-runs]
        &log=[runs] &verify=[runs] &export=[runs] &sign=[runs] &purge=[runs]
    ]
    if (and (== (count $words) 3) (has-key $kinds $words[1])) {
        for kind $kinds[$words[1]] {
            # Where the program fails, or is not found, there are no ids.
            try {
                (external $words[0]) ids $kind 2>/dev/null | each {|id| put $id }
            } catch {
                nop
            }
        }
    }
}
