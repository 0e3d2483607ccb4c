using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace TradingBot.Tests.Shared;

/// <summary>A folder of scripts for Node.js with the libraries that its lock file names.</summary>
/// <param name="folder">Where the scripts, package.json and package-lock.json are.</param>
internal sealed class NodeScript(string folder)
{
    private const int LeastNodeVersion = 20;

    /// <summary>Fetches the libraries once per output folder; where that can't be done, the test is skipped with the reason.</summary>
    internal async Task RestoreAsync(CancellationToken cancellation)
    {
        (int code, string version) = await RunAsync("node", ["--version"], cancellation);
        bool isRecent = int.TryParse(version.Trim().TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) && major >= LeastNodeVersion;
        Assert.SkipUnless(code == 0 && isRecent, $"Node.js {LeastNodeVersion} or later is needed to run {Path.GetFileName(folder)}: {version}");
        string wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellation)));
        string stamp = Path.Combine(folder, "node_modules", ".restored");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == wanted) return;
        (code, string said) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], cancellation);
        Assert.SkipUnless(code == 0, $"npm can't fetch the libraries of {Path.GetFileName(folder)}: {said.ReplaceLineEndings(" ")}");
        await File.WriteAllTextAsync(stamp, wanted, cancellation);
    }

    /// <summary>Runs a program in the folder; code 127 where it is not there.</summary>
    internal async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        // npm is a script on Windows, which only the command interpreter starts.
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", program, .. arguments]) : new(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
                string errors = await process.StandardError.ReadToEndAsync(cancellation);
                await process.WaitForExitAsync(cancellation);
                return (process.ExitCode, await output + errors);
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception)
        {
            return (127, $"{program} was not found.");
        }
    }
}
