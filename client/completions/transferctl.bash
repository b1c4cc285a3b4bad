# SPDX-License-Identifier: MIT
# bash completion for transferctl

_transferctl_ids() {
    transferctl "${bus[@]}" list --no-legend 2>/dev/null | while read -r id _; do echo "$id"; done
}

_transferctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local verbs='download wait list status history policy suspend resume complete cancel credentials'
    local options='--help --version --json --quiet --no-legend --user --system'
    local verb='' word bus=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
            --user | --system) bus=("$word") ;;
            -*) ;;
            *) verb=${verb:-$word} ;;
        esac
    done

    case $prev in
        --if-exists) COMPREPLY=($(compgen -W 'fail replace' -- "$cur")) && return ;;
        --priority) COMPREPLY=($(compgen -W 'foreground high normal low' -- "$cur")) && return ;;
        --target) COMPREPLY=($(compgen -W 'server proxy' -- "$cur")) && return ;;
        --scheme)
            COMPREPLY=($(compgen -W 'basic digest ntlm negotiate bearer' -- "$cur")) && return
            ;;
        credentials) COMPREPLY=($(compgen -W 'set remove' -- "$cur")) && return ;;
        --set)
            local keys='AutoComplete= Description= HttpHeaders= HttpHeadersWriteOnly= Metadata='
            keys+=' MaximumTransferTime= ProxyBypass= ProxyMode= ProxyUrl='
            keys+=' MinimumRetryDelay= NoProgressTimeout= RedirectHttpsToHttp= RedirectPolicy='
            keys+=' TlsCaFile= TlsClientCertificate= TlsClientKey= TlsFlags= TlsPinnedKey='
            keys+=' DynamicContent= HttpMethod= MaximumSize= RunWhen='
            compopt -o nospace
            COMPREPLY=($(compgen -W "$keys" -- "$cur"))
            return
            ;;
        --digest | --size | --mirror | --range | --name | --header | --login | --timeout | --limit | -n) return ;;
    esac

    case $verb in
        download) options+=' --digest --size --if-exists --mirror --range --priority --name --set --header --no-wait --timeout' ;;
        wait) options+=' --timeout' ;;
        list) options+=' --all-users' ;;
        credentials) options+=' --login --scheme --target' ;;
        history) options+=' --all-users --limit' ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
        return
    fi
    case $verb in
        '') COMPREPLY=($(compgen -W "$verbs" -- "$cur")) ;;
        download) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")) ;;
        wait | status | suspend | resume | complete | cancel | credentials)
            COMPREPLY=($(compgen -W "$(_transferctl_ids)" -- "$cur"))
            ;;
    esac
}

complete -F _transferctl transferctl
