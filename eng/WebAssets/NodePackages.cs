using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace TradingBot.WebAssets;

/// <summary>Restores the browser libraries with npm and copies the files that are served.</summary>
/// <remarks>Two builds at once share one restore: the first holds a lock file, the second then finds the stamp up to date.</remarks>
internal static class NodePackages
{
    private const int LeastNodeVersion = 20;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(5);
    private static readonly string Cure =
        $"TradingBot.Web takes its charts from npm while building: install Node.js {LeastNodeVersion} or later with npm (https://nodejs.org, or apt-get install nodejs npm), then build again.";

    public static int Restore(string project, string output, string[] files)
    {
        using FileStream buildLock = TakeLock(Path.Combine(project, "obj", "npm.lock"));
        string stamp = Path.Combine(project, "node_modules", ".restored");
        string wanted = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(project, "package-lock.json"))));
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != wanted)
        {
            if (FindFault() is string fault)
            {
                Console.Error.WriteLine($"web assets : error WEB003: {fault} {Cure}");
                return 1;
            }
            if (Run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], project, out string said) != 0)
            {
                Console.Error.WriteLine($"web assets : error WEB004: npm ci failed in {project}: {said.ReplaceLineEndings(" ")}");
                return 1;
            }
            File.WriteAllText(stamp, wanted);
        }
        Directory.CreateDirectory(output);
        foreach (string file in files)
            File.Copy(Path.Combine(project, "node_modules", file), Path.Combine(output, Path.GetFileName(file)), overwrite: true);
        return 0;
    }

    private static string? FindFault()
    {
        if (Run("node", ["--version"], Environment.CurrentDirectory, out string said) != 0) return "Node.js was not found.";
        string version = said.Trim().TrimStart('v');
        if (!int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) || major < LeastNodeVersion)
            return $"Node.js {version} is too old.";
        return Run("npm", ["--version"], Environment.CurrentDirectory, out _) == 0 ? null : "npm was not found.";
    }

    private static int Run(string program, string[] arguments, string folder, out string said)
    {
        // npm and its like are scripts on Windows, which only the command interpreter starts.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            said = process.ExitCode == 0 ? text : text + errors.GetAwaiter().GetResult();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            said = $"{program} was not found";
            return 127;
        }
    }

    private static FileStream TakeLock(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < LockPatience)
            {
                Thread.Sleep(200);
            }
        }
    }
}
