using TradingBot.ServiceDefaults;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("simulator");
WebApplication app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
