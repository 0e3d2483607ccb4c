using System.ComponentModel;
using System.Diagnostics;

namespace TradingBot.LocalStack.Processes;

/// <summary>The outcome of a program that was run to its end.</summary>
/// <param name="Output">Output and errors, as they came.</param>
internal sealed record CommandRun(int ExitCode, string Output)
{
    /// <summary>Runs a program to its end; a cancelled wait kills it.</summary>
    public static async Task<CommandRun> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using Process process = Start(start);
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return new CommandRun(process.ExitCode, (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new LocalStackException($"'{start.FileName}' did not start.");
        }
        catch (Win32Exception failure)
        {
            throw new LocalStackException($"'{start.FileName}' can't be run: {failure.Message}", failure);
        }
    }
}
