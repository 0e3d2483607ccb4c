using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Redis;

namespace TradingBot.LocalStack.Programs;

/// <summary>Installs what is missing with the distribution's package program, where it may.</summary>
internal static class PackageInstallation
{
    private static readonly string[] Supervisors = ["systemd", "init", "openrc-init", "runit", "launchd"];

    /// <summary>Installs what is missing if told to, or unasked where that disturbs nobody: as root where no init system runs, as in a container.</summary>
    public static async Task EnsureAsync(bool asked, bool monitoring, Action<string> say, CancellationToken cancellation)
    {
        string[] missing = [.. MissingPackages(monitoring)];
        if (missing.Length == 0) return;
        bool unasked = Environment.IsPrivilegedProcess && !HasInitSystem();
        if (!asked && !unasked) return;
        if (ProgramCatalog.OnPath("apt-get") is not { } apt)
        {
            if (asked) throw new LocalStackException($"--install needs apt-get, which is not here. Install with your system's package program: {string.Join(' ', missing)}");
            return;
        }
        if (!Environment.IsPrivilegedProcess)
            throw new LocalStackException($"--install needs root. Run: sudo apt-get install {string.Join(' ', missing)}");
        say($"Installing {string.Join(' ', missing)} with apt-get{(asked ? "" : " (we are root and no init system runs)")} …");
        await InstallAsync(apt, missing, say, cancellation).ConfigureAwait(false);
    }

    /// <summary>What would install a package, or that --install would.</summary>
    public static string Advice(string package) => ProgramCatalog.OnPath("apt-get") is null
        ? $"Install {package} with your system's package program."
        : $"Run 'sudo apt-get install {package}', or start with --install as root.";

    private static IEnumerable<string> MissingPackages(bool monitoring)
    {
        if (ProgramCatalog.PostgreSqlFolder() is null) yield return "postgresql";
        if (!RedisServer.IsAvailable(out _)) yield return "redis-server";
        if (!monitoring) yield break;
        if (ProgramCatalog.FirstOf("prometheus") is null) yield return "prometheus";
        if (ProgramCatalog.FirstOf("prometheus-alertmanager", "alertmanager") is null) yield return "prometheus-alertmanager";
        if (ProgramCatalog.FirstOf("prometheus-node-exporter", "node_exporter") is null) yield return "prometheus-node-exporter";
        if (ProgramCatalog.FirstOf("prometheus-postgres-exporter", "postgres_exporter") is null) yield return "prometheus-postgres-exporter";
        if (ProgramCatalog.FirstOf("prometheus-redis-exporter", "redis_exporter") is null) yield return "prometheus-redis-exporter";
    }

    private static bool HasInitSystem()
    {
        if (Directory.Exists("/run/systemd/system")) return true;
        return File.Exists("/proc/1/comm") && Supervisors.Contains(File.ReadAllText("/proc/1/comm").Trim());
    }

    private static async Task InstallAsync(string apt, string[] packages, Action<string> say, CancellationToken cancellation)
    {
        // Stale lists are no reason to stop: the package may be in them.
        CommandRun update = await RunAptAsync(apt, ["update"], cancellation).ConfigureAwait(false);
        CommandRun all = await RunAptAsync(apt, ["install", "-y", "--no-install-recommends", .. packages], cancellation).ConfigureAwait(false);
        if (all.ExitCode == 0) return;
        // One that this distribution does not have must not keep the others away.
        foreach (string package in packages)
        {
            CommandRun one = await RunAptAsync(apt, ["install", "-y", "--no-install-recommends", package], cancellation).ConfigureAwait(false);
            if (one.ExitCode != 0) say($"apt-get could not install {package}: {LastLine(one.Output)} {LastLine(update.Output)}");
        }
    }

    private static Task<CommandRun> RunAptAsync(string apt, string[] arguments, CancellationToken cancellation)
    {
        string[] options = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=1"];
        return CommandRun.RunAsync(
            apt, [.. options, .. arguments], cancellation, new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" });
    }

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");
}
