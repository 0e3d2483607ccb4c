using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace TradingBot.SystemTests.Scripted;

/// <summary>The built web front end as a process of its own, started as the local stack starts it.</summary>
public sealed partial class WebProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebProcess(Process process) => _process = process;

    /// <summary>Base address, once it listens.</summary>
    public string Address => _address.Task.Result;

    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    public static async Task<WebProcess> StartAsync(string api, string listen = "http://127.0.0.1:0")
    {
        string folder = Path.Combine(Repository.Root, "TradingBot.Web");
        string program = Path.Combine(folder, "bin", Repository.Configuration, "net10.0", "TradingBot.Web.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = listen;
        start.Environment["services__api__http__0"] = api;
        var web = new WebProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        web._process.OutputDataReceived += (_, line) => web.Read(line.Data);
        web._process.ErrorDataReceived += (_, line) => web.Read(line.Data);
        web._process.Exited += (_, _) => web._address.TrySetException(new InvalidOperationException("TradingBot.Web ended:\n" + web.Log));
        web._process.Start();
        web._process.BeginOutputReadLine();
        web._process.BeginErrorReadLine();
        await web._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return web;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
        Match match = Listening().Match(line);
        if (match.Success) _address.TrySetResult(match.Groups[1].Value);
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
