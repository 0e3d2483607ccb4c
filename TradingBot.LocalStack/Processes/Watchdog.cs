using System.Diagnostics;
using System.Globalization;

namespace TradingBot.LocalStack.Processes;

/// <summary>
/// A tiny shell process that outlives its owner by a moment: when the pipe between them closes without a farewell, the owner died,
/// and the watchdog ends every process and removes every path it was told about.
/// </summary>
/// <remarks>
/// A parent-death signal (prctl) would not do: it follows the *thread* that started the child, and a thread of .NET's pool may end at any time.
/// </remarks>
internal sealed class Watchdog : IAsyncDisposable
{
    private const string Script = """
        exec >/dev/null 2>&1
        processes=
        while IFS=' ' read -r verb rest; do
          case $verb in
            watch) processes="$rest $processes" ;;
            forget)
              kept=
              for entry in $processes; do [ "${entry%%:*}" = "$rest" ] || kept="$kept $entry"; done
              processes=$kept ;;
            remove) set -- "$@" "$rest" ;;
            farewell) exit 0 ;;
          esac
        done
        for entry in $processes; do kill -s "${entry##*:}" "${entry%%:*}"; done
        for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
          alive=
          for entry in $processes; do kill -0 "${entry%%:*}" && alive=yes; done
          [ -z "$alive" ] && break
          sleep 0.1
        done
        for entry in $processes; do kill -s KILL -- "-${entry%%:*}" || kill -s KILL "${entry%%:*}"; done
        for path; do rm -rf -- "$path"; done
        """;

    private readonly Process _process;
    private readonly Lock _pipeGate = new();
    private bool _closed;

    private Watchdog(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public static Watchdog Start()
    {
        ProcessStartInfo start = SessionLeader.StartInfo("/bin/sh", ["-c", Script, "tradingbot-watchdog"]);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        return new Watchdog(Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start."));
    }

    /// <summary>From now on the process dies with the owner: by the given signal, and where that does not help within 3 s, by force.</summary>
    public void Watch(int processId, string signal = "KILL") => Send($"watch {processId.ToString(CultureInfo.InvariantCulture)}:{signal}");

    public void Forget(int processId) => Send($"forget {processId.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Removes a file or folder when the owner dies. The path must be absolute.</summary>
    public void RemoveOnDeath(string path)
    {
        if (!Path.IsPathRooted(path) || path.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException($"Not an absolute path on one line: '{path}'.", nameof(path));
        Send($"remove {path}");
    }

    /// <summary>Says farewell: what is still listed lives on.</summary>
    public async ValueTask DisposeAsync()
    {
        Send("farewell");
        ClosePipe();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>What the watchdog sees when its owner dies.</summary>
    internal async Task AbandonAsync(CancellationToken cancellation)
    {
        ClosePipe();
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
    }

    private void Send(string line)
    {
        lock (_pipeGate)
        {
            if (_closed) return;
            try
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody ended the watchdog by hand. An orderly stop needs none, so the system runs on without it.
            }
        }
    }

    private void ClosePipe()
    {
        lock (_pipeGate)
        {
            _closed = true;
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // As above: there is nobody at the other end.
            }
        }
    }
}
