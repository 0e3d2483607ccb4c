using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TradingBot.AppHost.Tests;

/// <summary>The AppHost as its own process, as an operator starts it.</summary>
internal sealed class RunningAppHost : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private RunningAppHost(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static RunningAppHost Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Repository.Program("TradingBot.AppHost"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        RunningAppHost host = new(process);
        process.OutputDataReceived += host.Append;
        process.ErrorDataReceived += host.Append;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using RunningAppHost host = Start(arguments);
        int exitCode = await host.ExitCodeAsync(cancellation);
        return (exitCode, host.Output);
    }

    /// <summary>Waits until the system has published its addresses, and returns them.</summary>
    public async Task<JsonElement> ServicesAsync(string dataFolder, CancellationToken cancellation)
    {
        string path = Path.Combine(dataFolder, "endpoints.json");
        while (!File.Exists(path))
        {
            Assert.False(_process.HasExited, Output);
            await Task.Delay(50, cancellation);
        }
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(path, cancellation));
        return json.RootElement.GetProperty("services").Clone();
    }

    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // A test that failed halfway; the watchdog ends the rest.
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
