namespace TradingBot.Cli;

/// <summary>What <c>tb</c> tells the shell. The numbers are documented: scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Done, and what was checked holds.</summary>
    public const int Ok = 0;

    /// <summary>A check failed, or what was asked for was refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The Api (or the database) can't be reached, so nothing is known.</summary>
    public const int Unreachable = 3;
}
