using TradingBot.Cli;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
return await TbCommand.RunAsync(args, Console.Out, Console.Error, stopping.Token);
