autoload -U +X compinit && compinit
_complete_muster() {
  local -a replies ended open
  local reply
  replies=("${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for reply in "${replies[@]}"; do
    case $reply in
      :files) _files; return ;;
      *=) open+=("$reply") ;;
      ?*) ended+=("$reply") ;;
    esac
  done
  (( ${#ended} )) && compadd -- "${ended[@]}"
  (( ${#open} )) && compadd -S '' -- "${open[@]}"
}
compdef _complete_muster muster ./muster
