export default {
  docs: ['glue', 'tools'],
};
