using TradingBot.ServiceDefaults;
using TradingBot.Worker.Hosting;

if (args is ["migrate"] or ["--", "migrate"]) return await MigrateCommand.RunAsync();

return await WorkerProgram.RunAsync(() =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("worker");
    builder.AddTradingWorker();
    WebApplication app = builder.Build();
    app.MapServiceDefaults();
    return app;
});
