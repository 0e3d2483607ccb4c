using TradingBot.LocalStack.CommandLine;

namespace TradingBot.AppHost;

/// <summary>The topology without Aspire's packages: the local stack.</summary>
internal static class SystemTopology
{
    public static Task<int> RunAsync(string[] args) => StackCommand.RunAsync(args, Console.Out, Console.Error);
}
