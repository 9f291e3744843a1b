function __complete_muster
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  set -l replies (command $before[1] __complete $before[2..-1] "$current" 2>/dev/null)
  if test "$replies" = ":files"
    __fish_complete_path "$current"
  else
    printf '%s\n' $replies
  end
end
complete -c muster -f -a '(__complete_muster)'
