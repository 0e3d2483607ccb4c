using TradingBot.ServiceDefaults;
using TradingBot.Storage.Crashes;
using TradingBot.Worker.Hosting;

if (!CrashTest.TryArm(args, out string[] arguments, out string? problem))
{
    await Console.Error.WriteLineAsync($"The worker does not start: {problem}");
    return 1;
}
if (arguments is ["migrate"] or ["--", "migrate"]) return await MigrateCommand.RunAsync();

return await WorkerProgram.RunAsync(() =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(arguments);
    builder.AddServiceDefaults("worker");
    builder.AddTradingWorker();
    WebApplication app = builder.Build();
    app.MapServiceDefaults();
    return app;
});
