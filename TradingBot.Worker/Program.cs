using TradingBot.ServiceDefaults;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("worker");
WebApplication app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
