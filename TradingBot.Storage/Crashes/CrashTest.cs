using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace TradingBot.Storage.Crashes;

/// <summary>Ends this process by SIGKILL at a named step, for tests of recovery.</summary>
/// <remarks>
/// Two things must come together: the argument <c>--crash-at POINT[:PASS]</c> of this one start, and the variable <c>TRADINGBOT_CRASH_TESTS=allowed</c>. The variable alone
/// does nothing; the argument alone keeps the process from starting. No setting, file or request can do it.
/// </remarks>
public static class CrashTest
{
    /// <summary>The argument.</summary>
    public const string Switch = "--crash-at";

    /// <summary>The variable that must allow it.</summary>
    public const string Permission = "TRADINGBOT_CRASH_TESTS";

    /// <summary>The variable's one value.</summary>
    public const string Allowed = "allowed";

    private static Armed? _armed;

    /// <summary>Takes the argument, where it is given, out of the arguments.</summary>
    /// <param name="arguments">Of the process.</param>
    /// <param name="rest">Them without it.</param>
    /// <param name="problem">Why the process must not start; none where it may.</param>
    public static bool TryArm(IReadOnlyList<string> arguments, out string[] rest, [NotNullWhen(false)] out string? problem)
    {
        bool mayStart = TryRead(arguments, Environment.GetEnvironmentVariable(Permission), out rest, out CrashPoint point, out int pass, out problem);
        if (mayStart && pass > 0) _armed = new(point, pass);
        return mayStart;
    }

    /// <summary>A point is passed: where it is the armed one and this is the pass that was asked for, nothing comes after this.</summary>
    public static void Pass(CrashPoint point)
    {
        if (_armed is { } armed && armed.Point == point && armed.IsDue()) Die();
    }

    /// <summary>Whether the next pass of a point ends the process.</summary>
    internal static bool IsDueNext(CrashPoint point) => _armed is { } armed && armed.Point == point && armed.IsDueNext;

    /// <summary>A point's name on the command line, such as <c>journal-sent</c>.</summary>
    public static string NameOf(CrashPoint point) => JsonNamingPolicy.KebabCaseLower.ConvertName(point.ToString());

    internal static bool TryRead(
        IReadOnlyList<string> arguments, string? permission, out string[] rest, out CrashPoint point, out int pass, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        (rest, point, pass, problem) = ([.. arguments], default, 0, null);
        int at = Array.IndexOf(rest, Switch);
        if (at < 0) return true;
        string[] parts = at + 1 < rest.Length ? rest[at + 1].Split(':') : [];
        rest = [.. rest.Where((_, index) => index != at && index != at + 1)];
        CrashPoint[] known = [.. Enum.GetValues<CrashPoint>().Where(candidate => parts.Length > 0 && NameOf(candidate) == parts[0])];
        if (permission != Allowed) problem = $"{Switch} ends this process on purpose and is for tests only: it needs the variable {Permission}={Allowed}. Leave {Switch} out.";
        else if (known.Length == 0) problem = $"{Switch} must name one of {string.Join(", ", Enum.GetValues<CrashPoint>().Select(NameOf))}.";
        else if (parts.Length == 1) pass = 1;
        else if (parts.Length > 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out pass) || pass < 1)
            problem = $"{Switch} has the pass '{string.Join(':', parts[1..])}'; it should be a number from 1, as in {parts[0]}:3.";
        if (problem is not null) return false;
        point = known[0];
        return true;
    }

    [DoesNotReturn]
    private static void Die()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite); // The signal is on its way; nothing may happen here meanwhile.
        throw new UnreachableException();
    }

    private sealed class Armed(CrashPoint point, int pass)
    {
        private int _passed;

        public CrashPoint Point => point;

        public bool IsDueNext => Volatile.Read(ref _passed) == pass - 1;

        public bool IsDue() => Interlocked.Increment(ref _passed) == pass;
    }
}
