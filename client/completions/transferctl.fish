# SPDX-License-Identifier: MIT
# fish completion for transferctl

set -l verbs download wait list status history policy suspend resume complete cancel credentials
set -l plural wait status suspend resume complete cancel credentials

function __transferctl_ids
    set -l bus (string match -r -- '^--(?:user|system)$' (commandline -opc))
    transferctl $bus list --no-legend 2>/dev/null | string replace -r '^(\d+) +' '$1\t'
end

complete -c transferctl -f
complete -c transferctl -s h -l help -d 'Show help'
complete -c transferctl -l version -d 'Show the version'
complete -c transferctl -l json -d 'Print JSON'
complete -c transferctl -s q -l quiet -d 'No progress'
complete -c transferctl -l no-legend -d 'Tables without their head line'
complete -c transferctl -l user -d 'Ask the service of your session'
complete -c transferctl -l system -d 'Ask the service of the machine'

set -l no_verb "not __fish_seen_subcommand_from $verbs"
complete -c transferctl -n $no_verb -a download -d 'Download a file and wait for it'
complete -c transferctl -n $no_verb -a wait -d 'Wait until jobs are transferred'
complete -c transferctl -n $no_verb -a list -d 'Show the jobs that are not final'
complete -c transferctl -n $no_verb -a status -d 'Show everything about some jobs'
complete -c transferctl -n $no_verb -a history -d 'Show the jobs that ended'
complete -c transferctl -n $no_verb -a policy -d 'Show the limits in force'
complete -c transferctl -n $no_verb -a suspend -d 'Stop jobs and keep what they have'
complete -c transferctl -n $no_verb -a resume -d 'Let jobs go on'
complete -c transferctl -n $no_verb -a complete -d 'Publish what is transferred'
complete -c transferctl -n $no_verb -a cancel -d 'End jobs and remove what they have'
complete -c transferctl -n $no_verb -a credentials -d 'Set or remove as whom jobs log in'

complete -c transferctl -n "__fish_seen_subcommand_from $plural" -a '(__transferctl_ids)'
complete -c transferctl -n '__fish_seen_subcommand_from list history' -s a -l all-users -d "Everybody's jobs"
complete -c transferctl -n '__fish_seen_subcommand_from history' -s n -l limit -x -d 'At most so many'
complete -c transferctl -n '__fish_seen_subcommand_from download wait' -l timeout -x -d 'Seconds to wait'

set -l credentials '__fish_seen_subcommand_from credentials'
complete -c transferctl -n $credentials -a 'set remove'
complete -c transferctl -n $credentials -l login -x -d 'The user name'
complete -c transferctl -n $credentials -l scheme -x -a 'basic digest ntlm negotiate bearer' -d 'How'
complete -c transferctl -n $credentials -l target -x -a 'server proxy' -d 'Where'

set -l download '__fish_seen_subcommand_from download'
complete -c transferctl -n $download -F
complete -c transferctl -n $download -l digest -x -d 'What the content must hash to'
complete -c transferctl -n $download -l size -x -d 'How large it must be'
complete -c transferctl -n $download -l if-exists -x -a 'fail replace' -d 'If the file is there'
complete -c transferctl -n $download -l mirror -x -d 'Another URL of the same content'
complete -c transferctl -n $download -l range -x -d 'Only this part: OFFSET:LENGTH or OFFSET:eof'
complete -c transferctl -n $download -l priority -x -a 'foreground high normal low' -d 'How urgent'
complete -c transferctl -n $download -l name -x -d 'What list calls it'
complete -c transferctl -n $download -l set -x -d 'A setting of the job' -a 'AutoComplete= Description= DynamicContent= HttpHeaders= HttpHeadersWriteOnly= HttpMethod= MaximumSize= MaximumTransferTime= Metadata= MinimumRetryDelay= NoProgressTimeout= NotifyOn= NotifyUnit= ProxyBypass= ProxyMode= ProxyUrl= RedirectHttpsToHttp= RedirectPolicy= RunWhen= TlsCaFile= TlsClientCertificate= TlsClientKey= TlsFlags= TlsPinnedKey='
complete -c transferctl -n $download -l header -x -d 'A header to send'
complete -c transferctl -n $download -l no-wait -d 'Print the id and leave it to the service'
