export default {
  title: 'Repair shop',
  url: 'https://repair.example',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  presets: [['classic', { docs: { routeBasePath: '/', sidebarPath: './sidebars.js' }, blog: { showReadingTime: false } }]],
};
